export { integrationWorkflow } from './integration.ts';
export { syncWorkflow } from './sync.ts';
