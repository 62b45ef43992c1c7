import type { ReactNode } from 'react';
import { lazyPart } from './lazy-part.tsx';

export interface ModalProps {
  readonly title: string;
  readonly description?: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly wide?: boolean;
  /** `bottom`: a sheet within reach of the thumb. */
  readonly place?: 'middle' | 'bottom';
}

/** A dialog that is open while it is rendered. The first empty field has the focus; it returns to what opened it. */
export const Modal = lazyPart<ModalProps>(() => import('./modal-content.tsx'));
