export { type Family, familiesOf } from './families.ts';
export { promtool } from './promtool.ts';
