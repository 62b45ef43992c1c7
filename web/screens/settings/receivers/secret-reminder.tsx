import { secretReminder } from '../../../../domain/defaults.ts';
import { useTexts } from '../../../components/texts.ts';
import { DaysSetting } from '../money/days-setting.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** How old a secret may be before a notice asks for another. */
export function SecretReminder() {
  const text = useTexts(consoleSettings);
  return (
    <DaysSetting
      name="secretReminderDays"
      title={text('console-settings.reminder')}
      label={text('console-settings.remind-after')}
      least={1}
      most={secretReminder.mostDays}
    >
      {text('console-settings.reminder-why')}
    </DaysSetting>
  );
}
