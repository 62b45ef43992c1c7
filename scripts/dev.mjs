import { bundlePrograms } from './build-service.mjs';
import { root } from './build-state.mjs';
import { writeMessages } from './write-messages.mjs';

// Bundled at each start, which takes less than to read the sources one by one; and it runs in this very process.
process.chdir(root);
writeMessages();
process.setSourceMapsEnabled(true);
await bundlePrograms(['dev/main', 'reports/pdf/thread'], []);
await import('../dist/dev/main.js');
