import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import express, { type Router } from 'express';
import helmet from 'helmet';
import { documentAddress } from './rest-path.ts';
import { answerSame } from './same-for-all.ts';

/** Where people read what can be asked, and try it. */
export const referenceRoot = '/docs';

/**
 * The page where people read what can be asked, and try it with a key that they give it. It is Swagger UI over the OpenAPI
 * document: the same for everybody, without a key, and asks nothing of anybody but this gateway (docs/decisions/0025).
 */
export function referencePage(): Router {
  const { resolve } = createRequire(import.meta.url);
  const file = (name: string) => readFileSync(resolve(`swagger-ui-dist/${name}`));
  const router = express.Router();
  router.use(helmet.contentSecurityPolicy({ useDefaults: false, directives }));
  router.get('/', answerSame({ type: 'text/html; charset=utf-8', make: () => page }));
  router.get('/reference.js', answerSame({ type: javascript, make: () => start }));
  router.get('/swagger-ui.js', answerSame({ type: javascript, make: () => file('swagger-ui-bundle.js') }));
  router.get('/swagger-ui.css', answerSame({ type: 'text/css', make: () => `${file('swagger-ui.css')}${narrow}` }));
  return router;
}

const javascript = 'text/javascript; charset=utf-8';

/** Its own files and its own gateway, and nothing else: no script that stands in the page, no font, no frame around it. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  // Its icons stand in its style sheet.
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** What would run over a narrow window: types of several words, and links, which no answer has. */
const narrow = `
.swagger-ui .parameter__type { overflow-wrap: anywhere; }
.swagger-ui .response-col_links { display: none; }
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rollcall: the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${referenceRoot}/swagger-ui.css">
</head>
<body>
<noscript>This page needs JavaScript. <a href="${documentAddress}">The document that it shows</a> does not.</noscript>
<div id="reference"></div>
<script src="${referenceRoot}/swagger-ui.js"></script>
<script src="${referenceRoot}/reference.js"></script>
</body>
</html>
`;

/** Hundreds of operations are shown by what they are about, and hundreds of schemas where something refers to them. */
const options = {
  url: documentAddress,
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  filter: true,
  displayRequestDuration: true,
  // A key is forgotten with the page.
  persistAuthorization: false,
  // Nobody is told of the document.
  validatorUrl: null,
};

const start = `SwaggerUIBundle(${JSON.stringify(options)});\n`;
