import { duo } from './duo/kind.ts';
import type { VendorKind } from './port.ts';

/** Every vendor there is: the only place where the name of one becomes code. */
export const vendors: Readonly<Record<string, VendorKind>> = { [duo.kind]: duo };
