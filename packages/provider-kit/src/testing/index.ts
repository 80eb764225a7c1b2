export { describeProvider } from './describe-provider.ts';
export { exampleInputs, exampleSecret, secretInputs } from './example-input.ts';
export { type ExampleLanguage, runExample } from './run-example.ts';
export { withstanding } from './to-withstand.ts';
