import { unusedSeats } from '../../../domain/defaults.ts';
import { useWords } from '../../components/words.ts';
import { DaysSetting } from './days-setting.tsx';

/** After how many days without a login a seat is in the clean-up list, and what is kept for it. */
export function UnusedDays() {
  const { vendor } = useWords();
  return (
    <DaysSetting
      name="unusedAfterDays"
      title="Clean-up list"
      label="Unused after no login for"
      least={unusedSeats.leastDays}
      most={unusedSeats.mostDays}
    >
      Of a user who signed in within {unusedSeats.leastDays} days nothing is kept. Of a seat that looks unused
      Seatwise keeps why, and the last login, until {vendor} lists the user no more.
    </DaysSetting>
  );
}
