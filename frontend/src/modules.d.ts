declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  const SwaggerUI: (options: {
    domNode: HTMLElement;
    url: string | undefined;
    deepLinking: boolean;
    plugins: (() => object)[];
    syntaxHighlight: { theme: string };
  }) => unknown;
  export default SwaggerUI;
}
