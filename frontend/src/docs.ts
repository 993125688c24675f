/** The API reference: FastAPI's own page would load these files from a CDN. */
import "swagger-ui-dist/swagger-ui.css";
import "./css/reference.css";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

type Link = (props: Record<string, unknown>) => unknown;

// Its heads of operations are buttons with a link inside, which a screen reader cannot tell apart; without an
// address it is no link, and the button still opens the operation and writes its place into the address.
const plainHeads = () => ({
  wrapComponents: {
    DeepLink: (original: Link) => (props: Record<string, unknown>) =>
      original({ ...props, enabled: false }),
  },
});

const place = document.getElementById("swagger-ui");
if (place) {
  SwaggerUI({
    domNode: place,
    url: place.dataset.openapi,
    deepLinking: true,
    plugins: [plainHeads],
  });
}
