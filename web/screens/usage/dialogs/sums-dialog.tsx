import type { useControlTotals } from '../../../api/usage.ts';
import { Modal } from '../../../components/modal.tsx';
import { ControlBand } from '../../usage-line/control-band.tsx';

/** The equations that close over every account, seat and unit (RULES 12), for whoever checks. */
export const SumsDialog = ({
  totals,
  onClose,
}: {
  readonly totals: ReturnType<typeof useControlTotals>;
  readonly onClose: () => void;
}) => (
  <Modal title="The sums" onClose={onClose} wide>
    <ControlBand query={totals} />
  </Modal>
);
