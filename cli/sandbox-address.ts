import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HomeFiles } from '../embedded/home.ts';

const controlFile = z.object({ resolve: z.string(), caFile: z.string() });

/** How the sandbox of a running Seatwise is reached, as it wrote it down. Null: it wrote nothing. */
export function sandboxAddress({ sandbox }: Pick<HomeFiles, 'sandbox'>): z.infer<typeof controlFile> | null {
  let text: string;
  try {
    text = readFileSync(join(sandbox, 'sandbox-control.json'), 'utf8');
  } catch {
    return null;
  }
  return controlFile.parse(JSON.parse(text));
}
