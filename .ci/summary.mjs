// Prints "N passed, N failed" from vitest's own report. A run that went wrong always has at least one failure, also
// when it broke before any test could: then there is no report, or none of its tests failed.
import { existsSync, readFileSync } from 'node:fs';

const [report, code] = process.argv.slice(2);
const { passed, failed } = existsSync(report)
  ? count(JSON.parse(readFileSync(report, 'utf8')))
  : { passed: 0, failed: 0 };
console.log(`${passed} passed, ${code === '0' ? failed : Math.max(failed, 1)} failed`);

function count({ numPassedTests, numFailedTests, testResults }) {
  // A file that cannot be loaded fails without a test of its own.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}
