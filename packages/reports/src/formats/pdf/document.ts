/// <reference path="./pdfmake.d.ts" />
import pdfmake, { type Content, type Definition } from 'pdfmake';
import type { ShownReport } from '../shown-report.ts';
import { instantText } from '../values.ts';
import { firstPage, standingPart } from './first-page.ts';
import { fontName, fonts, isFont, printable } from './fonts.ts';
import { sectionContent } from './section.ts';
import { colour } from './style.ts';

pdfmake.setFonts(fonts);
// Nothing is fetched, and of this machine's files the fonts alone are read.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(isFont);

/** The whole document. The same report is the same bytes: it was made when the report was known. */
export async function pdfDocument(report: ShownReport): Promise<Uint8Array> {
  return pdfmake.createPdf(await documentOf(report)).getBuffer();
}

async function documentOf({ head, sections }: ShownReport): Promise<Definition> {
  const content: Content[] = [firstPage(head)];
  let lies = false;
  for (const section of sections) {
    const written = await sectionContent(section, { afterLying: lies });
    content.push(...written.content);
    lies = written.lies;
  }
  content.push(standingPart(head, { afterLying: lies }));
  const title = printable(head.title);
  const foot = [
    `${title} · ${printable(head.workspace.name)}`.slice(0, footLengthMax),
    `known at ${instantText(head.knownAt)} · digest ${head.digest.slice(0, 16)}`,
  ].join('\n');
  return {
    ...{ pageSize: 'A4', pageMargins: [40, 44, 40, 56], content, language: 'en', displayTitle: true },
    info: { title, subject: `Digest ${head.digest}`, creator: 'Rollcall', creationDate: new Date(head.knownAt) },
    defaultStyle: { font: fontName, fontSize: 9, lineHeight: 1.15, color: colour.ink },
    footer: (page, pages) => ({
      ...{ margin: [40, 14, 40, 0], fontSize: 7, color: colour.soft },
      columns: [{ text: foot }, { text: `${page} of ${pages}`, alignment: 'right', width: 60 }],
    }),
  };
}

/** One line of an upright page. */
const footLengthMax = 120;
