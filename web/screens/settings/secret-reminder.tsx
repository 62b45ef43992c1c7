import { secretReminder } from '../../../domain/defaults.ts';
import { DaysSetting } from './days-setting.tsx';

/** How old a secret may be before a notice asks for another. */
export const SecretReminder = () => (
  <DaysSetting
    name="secretReminderDays"
    title="Reminder"
    label="Remind when older than"
    least={1}
    most={secretReminder.mostDays}
  >
    A notice asks for a new master key, credential or webhook secret once the present one is older. API keys
    end by themselves.
  </DaysSetting>
);
