import { type ReactNode, useSyncExternalStore } from 'react';
import { type Appearance, appearanceStore, changeAppearance } from '../../components/theme.ts';
import { SettingsSection } from './section.tsx';

const themes = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;
const densities = { dense: 'Dense: 32 px rows', comfortable: 'Comfortable: 40 px rows' } as const;
const keys = { on: 'On', off: 'Off' } as const;

/** Local to this browser; nothing of it is sent. */
export function AppearanceSection() {
  const appearance = useSyncExternalStore(appearanceStore.subscribe, appearanceStore.get);
  return (
    <SettingsSection title="Appearance" text="Kept in this browser alone, and for everybody who uses it.">
      <div className="flex max-w-2xl flex-col gap-4">
        <Radios
          name="theme"
          title="Theme"
          value={appearance.theme}
          choices={themes}
          onChange={(theme) => changeAppearance({ theme: theme as Appearance['theme'] })}
        />
        <Radios
          name="density"
          title="Density of tables"
          value={appearance.density}
          choices={densities}
          onChange={(density) => changeAppearance({ density: density as Appearance['density'] })}
        />
        <Radios
          name="single-keys"
          title="Single-key shortcuts"
          value={appearance.singleKeys ? 'on' : 'off'}
          choices={keys}
          onChange={(value) => changeAppearance({ singleKeys: value === 'on' })}
        >
          Letters such as A for approve. Ctrl/⌘ K and the arrow keys stay. ? lists them all while they are on.
        </Radios>
      </div>
    </SettingsSection>
  );
}

function Radios({
  name,
  title,
  value,
  choices,
  onChange,
  children,
}: {
  readonly name: string;
  readonly title: string;
  readonly value: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly onChange: (value: string) => void;
  readonly children?: ReactNode;
}) {
  return (
    <fieldset className="rounded-card border border-line bg-surface px-4 py-3">
      <legend className="sr-only">{title}</legend>
      <p className="font-medium" aria-hidden>
        {title}
      </p>
      {children === undefined ? null : <p className="text-table text-ink-2">{children}</p>}
      <div className="mt-2 flex flex-wrap gap-x-6 gap-y-2">
        {Object.entries(choices).map(([one, words]) => (
          <label key={one} className="inline-flex min-h-6 items-center gap-2 pointer-coarse:min-h-11">
            <input
              type="radio"
              name={name}
              className="size-4 accent-accent"
              checked={one === value}
              onChange={() => onChange(one)}
            />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
