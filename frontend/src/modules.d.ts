declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  const SwaggerUI: (options: {
    domNode: HTMLElement;
    url: string | undefined;
    deepLinking: boolean;
  }) => unknown;
  export default SwaggerUI;
}
