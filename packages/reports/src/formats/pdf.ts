/// <reference path="./pdf/pdfmake.d.ts" />
import pdfmake, { type Content, type Definition } from 'pdfmake';
import { firstPage, standingPart } from './pdf/first-page.ts';
import { fontName, fonts, isFont, printable } from './pdf/fonts.ts';
import { sectionContent } from './pdf/section.ts';
import { colour } from './pdf/style.ts';
import { instantText } from './values.ts';
import type { WrittenReport } from './written-report.ts';

pdfmake.setFonts(fonts);
// Nothing is fetched, and of this machine's files the fonts alone are read.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(isFont);

/**
 * A report as PDF, on A4. Long tables are cut, as in HTML, so that all of it fits into memory. The same report is the same bytes: the
 * document was made when the report was known.
 */
export async function* pdf(report: WrittenReport): AsyncGenerator<Uint8Array> {
  yield await pdfmake.createPdf(await documentOf(report)).getBuffer();
}

async function documentOf({ head, sections }: WrittenReport): Promise<Definition> {
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
