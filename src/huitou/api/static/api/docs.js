// Starts Swagger UI on the documentation page. A file of its own, because no page here runs inline scripts.
const place = document.getElementById("swagger-ui");
window.SwaggerUIBundle({ url: place.dataset.openapi, domNode: place, deepLinking: true, layout: "BaseLayout" });
