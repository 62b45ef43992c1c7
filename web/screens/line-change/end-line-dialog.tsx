import { lazyPart } from '../../components/lazy-part.tsx';
import type { DecisionResult } from '../../api/usage-decisions.ts';

export interface EndLineDialogProps {
  readonly line: { readonly id: string; readonly integrationId: string; readonly label: string };
  /** What the API decided; a rejection is shown in the dialog, which stays open. */
  readonly onEnded: (result: DecisionResult, psaLineId: string) => void;
  readonly onClose: () => void;
}

/** To end one line of one customer, who is named (RULES 17). */
export const EndLineDialog = lazyPart<EndLineDialogProps>(() => import('./end-line-content.tsx'));
