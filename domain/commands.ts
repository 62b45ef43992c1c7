/** Commands that may reject: each is a stored row, and an update of the integration's workflow (architecture.md 3). */
export const updateKinds = [
  'authenticate',
  'answerInstance',
  'load',
  'finish',
  'changeSchedule',
  'pause',
  'resume',
  'disconnect',
] as const;
export type UpdateKind = (typeof updateKinds)[number];

/** Of an update's row, and of a row of mapping decisions. */
export const updateStates = ['received', 'done'] as const;
export type UpdateState = (typeof updateStates)[number];
export const mappingCommandStates = ['received', 'applied'] as const;
export type MappingCommandState = (typeof mappingCommandStates)[number];

/** Every command that has a row: mapping decisions, which a signal tells of, beside the updates. */
export const commandKinds = ['decideMappings', ...updateKinds] as const;
