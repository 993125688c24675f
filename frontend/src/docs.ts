/** The API reference: FastAPI's own page would load these files from a CDN. */
import "swagger-ui-dist/swagger-ui.css";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const place = document.getElementById("swagger-ui");
if (place) {
  SwaggerUI({ domNode: place, url: place.dataset.openapi, deepLinking: true });
}
