import { type ReactNode, useSyncExternalStore } from 'react';
import { type Appearance, appearanceStore, changeAppearance } from '../../components/theme.ts';
import { useTexts } from '../../components/texts.ts';
import { SettingsSection } from './form/section.tsx';
import { consoleSettings } from '../../../messages/generated/console-settings.ts';

/** Local to this browser; nothing of it is sent. */
export function AppearanceSection() {
  const appearance = useSyncExternalStore(appearanceStore.subscribe, appearanceStore.get);
  const text = useTexts(consoleSettings);
  const themes = {
    system: text('console-settings.theme.system'),
    light: text('console-settings.theme.light'),
    dark: text('console-settings.theme.dark'),
  };
  const densities = {
    dense: text('console-settings.density.dense'),
    comfortable: text('console-settings.density.comfortable'),
  };
  const keys = { on: text('console-settings.on'), off: text('console-settings.off') };
  return (
    <SettingsSection
      title={text('console-settings.section.appearance')}
      text={text('console-settings.appearance-why')}
    >
      <div className="flex max-w-2xl flex-col gap-4">
        <Radios
          name="theme"
          title={text('console-settings.theme')}
          value={appearance.theme}
          choices={themes}
          onChange={(theme) => changeAppearance({ theme: theme as Appearance['theme'] })}
        />
        <Radios
          name="density"
          title={text('console-settings.density')}
          value={appearance.density}
          choices={densities}
          onChange={(density) => changeAppearance({ density: density as Appearance['density'] })}
        />
        <Radios
          name="single-keys"
          title={text('console-settings.single-keys')}
          value={appearance.singleKeys ? 'on' : 'off'}
          choices={keys}
          onChange={(value) => changeAppearance({ singleKeys: value === 'on' })}
        >
          {text('console-settings.single-keys-why')}
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
