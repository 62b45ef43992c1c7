import type { UsageRow } from '../../../api/usage.ts';
import { TurnOnWriteBackDialog } from '../../write-back-switch/turn-on-dialog.tsx';
import { AdjustDialog } from './adjust-dialog.tsx';
import { BulkApproval } from '../bulk/bulk-approval.tsx';
import { BulkAside } from '../bulk/bulk-aside.tsx';
import { CloseMonthDialog } from '../../month-end/close-month.tsx';
import { ConfirmApproval } from './confirm-approval.tsx';
import { ExcludeDialog } from './exclude-dialog.tsx';
import { OverrideDialog } from './override-dialog.tsx';
import { EndLineDialog } from '../../line-change/end-line-dialog.tsx';
import { type Question, useDeciding } from '../review/review.tsx';
import { useDialogTexts } from './texts.ts';
import { Modal } from '../../../components/modal.tsx';
import { ControlBand, type TotalsQuery } from '../../usage-line/control-band.tsx';

export interface DialogsProps {
  readonly question: Question;
  readonly totals: TotalsQuery;
  /** The rows as they stand in the table now. */
  readonly current: (rows: readonly UsageRow[]) => readonly UsageRow[];
  readonly onDone: (rejected: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}

/** Whatever is asked at the moment. */
export default function Dialogs({ question, totals, current, onDone, onClose }: DialogsProps) {
  switch (question.kind) {
    case 'confirm':
      return <ConfirmApproval row={question.row} onClose={onClose} />;
    case 'adjust':
      return <AdjustDialog row={question.row} onClose={onClose} />;
    case 'override':
      return <OverrideDialog row={question.row} onClose={onClose} />;
    case 'exclude':
      return <ExcludeDialog row={question.row} onClose={onClose} />;
    case 'end':
      return <EndLine row={question.row} onClose={onClose} />;
    case 'turn-on-write-back':
      return <TurnOnWriteBackDialog integrationId={question.integrationId} onClose={onClose} />;
    case 'close-month':
      return <CloseMonthDialog onClose={onClose} />;
    case 'sums':
      return <SumsDialog totals={totals} onClose={onClose} />;
    case 'many':
      return question.decision === 'approve' ? (
        <BulkApproval rows={current(question.rows)} onDone={onDone} onClose={onClose} />
      ) : (
        <BulkAside
          decision={question.decision}
          rows={current(question.rows)}
          onDone={onDone}
          onClose={onClose}
        />
      );
  }
}

function EndLine({ row, onClose }: { readonly row: UsageRow; readonly onClose: () => void }) {
  const { ended } = useDeciding();
  return (
    <EndLineDialog
      line={row}
      onEnded={(result) => {
        onClose();
        void ended(row, result);
      }}
      onClose={onClose}
    />
  );
}

/** The equations that close over every account, seat and unit (RULES 12), for whoever checks. */
const SumsDialog = ({ totals, onClose }: { readonly totals: TotalsQuery; readonly onClose: () => void }) => (
  <Modal title={useDialogTexts()('console-usage-dialogs.control-totals')} onClose={onClose} wide>
    <ControlBand query={totals} />
  </Modal>
);
