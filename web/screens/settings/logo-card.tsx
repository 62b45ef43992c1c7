import { useRef, useState } from 'react';
import { logoLimits } from '../../../domain/defaults.ts';
import { logoAddress } from '../../api/session.ts';
import { type SettingsInfo, useRemoveLogo, useSetLogo } from '../../api/settings.ts';
import { asApiError } from '../../values/problem.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { consoleSettings } from '../../../messages/generated/console-settings.ts';

/** The logo as reports show it, with controls to replace and remove it. */
export function LogoCard({ logo, name }: { readonly logo: SettingsInfo['logo']; readonly name: string }) {
  const text = useTexts(consoleSettings);
  const toast = useToast();
  const reason = useDisabledReason()('change-settings');
  const set = useSetLogo();
  const remove = useRemoveLogo();
  const [tooLarge, setTooLarge] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const choose = (chosen: File | undefined): void => {
    if (chosen === undefined) return;
    remove.reset();
    setTooLarge(chosen.size > logoLimits.bytes);
    if (chosen.size > logoLimits.bytes) set.reset();
    else set.mutate(chosen, { onSuccess: () => toast(text('console-settings.logo-saved')) });
  };
  const failed = set.error ?? remove.error;
  const kilobytes = logoLimits.bytes / 1_024;
  const problem = tooLarge
    ? text('console-settings.logo-too-large', { kilobytes })
    : failed === null
      ? null
      : asApiError(failed).detail;
  return (
    <div className="flex max-w-md flex-col gap-2">
      <h3 className="text-label font-medium">{text('console-settings.logo')}</h3>
      <div className="flex h-24 items-center justify-center rounded-card border border-line bg-plate p-3 text-on-plate">
        {logo === null ? (
          text('console-settings.no-logo')
        ) : (
          <img
            src={logoAddress(logo.sha256)}
            alt={text('console-settings.logo-of', { name })}
            className="max-h-full max-w-full object-contain"
          />
        )}
      </div>
      <input
        ref={file}
        type="file"
        accept="image/png,image/jpeg"
        aria-label={text('console-settings.logo-file')}
        className="hidden"
        onChange={(event) => {
          choose(event.target.files?.[0]);
          // The same file can be chosen once more.
          event.target.value = '';
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        <ButtonWithReason
          reason={reason}
          reasonAt="before"
          busy={set.isPending}
          onClick={() => file.current?.click()}
        >
          {text(logo === null ? 'console-settings.upload-logo' : 'console-settings.replace-logo')}
        </ButtonWithReason>
        {logo === null || reason !== null ? null : (
          <Button
            busy={remove.isPending}
            onClick={() => {
              set.reset();
              setTooLarge(false);
              remove.mutate(undefined, { onSuccess: () => toast(text('console-settings.logo-removed')) });
            }}
          >
            {text('console-settings.remove-logo')}
          </Button>
        )}
      </div>
      <p
        role={problem === null ? undefined : 'alert'}
        className={`text-label ${problem === null ? 'text-ink-3' : 'text-bad'}`}
      >
        {problem ?? text('console-settings.logo-hint', { kilobytes, pixels: logoLimits.pixels })}
      </p>
    </div>
  );
}
