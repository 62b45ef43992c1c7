import { startServers } from './starting-servers.ts';

/** Jest's global set-up of levels that need rows alone. */
export default (): Promise<void> => startServers(['postgres']);
