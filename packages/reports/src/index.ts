export { documentOf, type Made, type Maker, makeReport } from './make-report.ts';
