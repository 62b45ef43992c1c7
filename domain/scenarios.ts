/** Scenarios of the sandbox (docs/sandbox.md), by the names that settings and its own console know. */
export const scenarioNames = [
  'typical',
  'small',
  'large',
  'wide',
  'huge',
  'hostile',
  'dirty',
  'currencies',
  'contracts',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** Where nothing names one and none was left. */
export const firstScenario: ScenarioName = 'typical';
