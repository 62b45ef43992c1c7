import { type Role, roles } from '../../../../contracts/api/common.ts';
import { isWithin } from '../../../../contracts/api/permissions.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { useTexts } from '../../../components/texts.ts';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

export function RoleSelect({
  label,
  value,
  atMost = 'admin',
  closed = null,
  hideLabel = false,
  onChange,
}: {
  readonly label?: string;
  readonly value: Role;
  readonly atMost?: Role;
  readonly closed?: string | null;
  readonly hideLabel?: boolean;
  readonly onChange: (role: Role) => void;
}) {
  const text = useTexts(consoleSettings);
  const offered = roles.filter((role) => isWithin(role, atMost));
  return (
    <SelectField
      label={label ?? text('console-settings.role')}
      hideLabel={hideLabel}
      dense={hideLabel}
      value={value}
      closed={closed}
      choices={offered.map((role) => ({ value: role, words: text(`console-settings.role.${role}`) }))}
      onChange={(chosen) => {
        const role = offered.find((one) => one === chosen);
        if (role !== undefined) onChange(role);
      }}
    />
  );
}
