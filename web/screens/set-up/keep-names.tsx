import { keeping } from '../../../domain/defaults.ts';

/** Names of users are personal data: kept as evidence only where the MSP wants them (architecture.md 6). */
export function KeepNames({
  vendor,
  value,
  onChange,
}: {
  readonly vendor: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">Keep usernames as evidence</legend>
      {(
        [
          [
            true,
            `Yes: who came and who went is shown by name. A name is kept while ${vendor} lists the user, and ${keeping.namesMonths} months after.`,
          ],
          [false, 'No: counts, ids and dates are kept, no names.'],
        ] as const
      ).map(([choice, words]) => (
        <label key={words} className="flex items-center gap-2">
          <input
            type="radio"
            name="keep-names"
            className="size-4 shrink-0 accent-accent"
            checked={value === choice}
            onChange={() => onChange(choice)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
