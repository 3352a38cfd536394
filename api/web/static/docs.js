// Shows the document of this application; keys that are typed in stay on the page.
"use strict";

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#interface",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayOperationId: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
  requestInterceptor: (request) => {
    // Whoever clicks again wants it again: each click is a change of its own.
    if (request.method === "POST" && !request.headers["Idempotency-Key"]) {
      const chance = crypto.getRandomValues(new Uint32Array(4));
      request.headers["Idempotency-Key"] = `docs-${Array.from(chance).join("-")}`;
    }
    return request;
  },
});
