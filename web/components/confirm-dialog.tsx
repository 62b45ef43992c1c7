import type { ReactNode } from 'react';
import { lazyPart } from './lazy-part.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly typedName?: string;
  /** A tick holds for this text alone: once the text changes, it is asked again. */
  readonly consent?: string;
  /** What the form inside still lacks, in a sentence. */
  readonly missing?: string | null;
  readonly danger?: boolean;
  readonly sends?: boolean;
  readonly busy?: boolean;
  /** With a table inside. */
  readonly wide?: boolean;
  readonly error?: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/**
 * Asks before something that costs. The focus is on the first empty field, else on Cancel; on request a name must be typed
 * or a box checked. Closed while offline, unless nothing is sent.
 */
export const ConfirmDialog = lazyPart<ConfirmDialogProps>(() => import('./confirm-content.tsx'));
