import { writeFileSync } from 'node:fs';
import { answers } from './answers/answers.ts';
import { openApiDocument } from './rest/openapi/document.ts';
import { routesOf } from './rest/routes.ts';
import { appRouter } from './router.ts';

// `pnpm openapi [FILE]`: the document that a gateway of these sources answers, without one.

const [file] = process.argv.slice(2);
const document = `${JSON.stringify(openApiDocument(routesOf(appRouter), answers), undefined, 2)}\n`;
if (file === undefined) process.stdout.write(document);
else writeFileSync(file, document);
