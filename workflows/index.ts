export { housekeepingWorkflow } from './housekeeping.ts';
export { integrationWorkflow } from './integration.ts';
export { syncWorkflow } from './sync.ts';
export { writeBackWorkflow } from './write-back.ts';
