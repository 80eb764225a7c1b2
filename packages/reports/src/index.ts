export { type Made, type Maker, makeReport } from './make-report.ts';
