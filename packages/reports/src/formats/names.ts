import type { ReportFormat, ReportHead } from '@rollcall/schema';

export const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json',
  markdown: 'text/markdown; charset=utf-8',
  pdf: 'application/pdf',
};

const endings: Readonly<Record<ReportFormat, string>> = {
  ...{ html: 'html', csv: 'csv', json: 'json', markdown: 'md', pdf: 'pdf' },
};

/** What its file is called: the same for the same report, and with nothing in it that a file system minds. */
export function fileNameOf({ kind, period, asOf }: ReportHead, format: ReportFormat): string {
  const times = period === null ? [asOf] : [period.from, period.to];
  return `rollcall-${kind}-${times.map(named).join('--')}.${endings[format]}`;
}

function named(time: string): string {
  return time.endsWith('T00:00:00.000Z') ? time.slice(0, 10) : time.slice(0, 16).replace(':', '');
}
