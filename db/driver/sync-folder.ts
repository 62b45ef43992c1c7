import { open } from 'node:fs/promises';

/** The names in it are on disk when this has ended. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
