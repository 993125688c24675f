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

/** What it asks for says what it is beside it only; who hears the page hears it here. */
function nameFields(root: HTMLElement): void {
  for (const field of root.querySelectorAll<HTMLElement>(
    ":is(select, textarea):not([aria-label])",
  )) {
    const row = field.closest<HTMLElement>("tr[data-param-name]");
    field.ariaLabel = row?.dataset["paramName"] ?? (field.matches("select") ? "Example" : "Body");
  }
}

const place = document.getElementById("swagger-ui");
if (place) {
  SwaggerUI({
    domNode: place,
    url: place.dataset.openapi,
    deepLinking: true,
    plugins: [plainHeads],
    // The one it begins with writes numbers too dark for its own ground.
    syntaxHighlight: { theme: "tomorrow-night" },
  });
  new MutationObserver(() => nameFields(place)).observe(place, { childList: true, subtree: true });
}
