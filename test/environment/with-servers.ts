import { startServers } from './starting-servers.ts';

/** Jest's global set-up of levels that run workflows. */
export default (): Promise<void> => startServers(['postgres', 'temporal']);
