import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import type { CredentialInfo } from '../../api/credentials.ts';
import { Button } from '../../components/button.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { filled, slot, useRenderer, useTexts } from '../../components/texts.ts';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { TextField } from '../../components/text-field.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import {
  cleanedHost,
  clientIdHint,
  clientIdUse,
  type FieldInfo,
  faultsOf,
  type Fields,
  isVerified,
  hostOffer,
  versionOf,
} from './credential-sets.ts';
import { consoleCredentials } from '../../../messages/generated/console-credentials.ts';
import { validation } from '../../../messages/generated/validation.ts';

interface CredentialCardProps {
  readonly info: CredentialInfo;
  /** Null: what is stored counts. */
  readonly typed: Fields | null;
  readonly errors: Fields;
  /** "60 accounts seen"; null: not known. */
  readonly seen: string | null;
  /** Whether what the installation has a default of may be left empty. */
  readonly hasDefaultClientId: boolean;
  readonly busy: boolean;
  readonly isClosed: boolean;
  readonly onType: (fields: Fields) => void;
  readonly onCancel: () => void;
  readonly onFocus: () => void;
}

/** One set: what is stored of it, or its fields, with the verdict of the last Authenticate. */
export function CredentialCard(props: CredentialCardProps) {
  const { info, typed, errors, seen, busy, isClosed } = props;
  const text = useTexts(consoleCredentials);
  const { name, fields } = info.form;
  const version = versionOf(info);
  const blank = Object.fromEntries(fields.map((field) => [field.name, '']));
  const isTyping = typed !== null || version === null;
  const cause = version?.cause ?? null;
  const isFailing = !busy && (cause !== null || Object.keys(errors).length > 0);
  return (
    <section
      aria-label={name}
      tabIndex={-1}
      {...(isFailing ? { 'data-failing': '' } : {})}
      onFocusCapture={props.onFocus}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <div className="flex items-start gap-3">
        <div className="flex min-w-0 grow flex-wrap items-center gap-x-3">
          <h2 className="text-section font-semibold">{name}</h2>
          <Verdict info={info} seen={seen} busy={busy} />
        </div>
        {version === null || isClosed ? null : isTyping ? (
          <Button dense look="quiet" onClick={props.onCancel}>
            {text('console-credentials.keep-current')}
          </Button>
        ) : (
          <Button
            dense
            onClick={() => props.onType(blank)}
            aria-label={text('console-credentials.replace-set', { name })}
          >
            {text('console-credentials.replace')}
          </Button>
        )}
      </div>
      {cause === null || busy ? null : (
        <FailureCard
          announce={false}
          failure={{ code: cause.code, title: cause.title, detail: cause.detail, advice: cause.advice }}
        />
      )}
      {isTyping ? (
        <FieldList {...props} typed={typed ?? blank} />
      ) : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-table">
          <dt className="text-ink-3">{text('console-credentials.host')}</dt>
          <dd>
            <VendorText text={version.host} />
          </dd>
          <dt className="text-ink-3">{text('console-credentials.secret')}</dt>
          <dd>
            {filled(
              text('console-credentials.stored', {
                lastFour: version.lastFour,
                age: version.ageSeconds * 1000,
                fingerprint: slot(0),
              }),
              <span className="inline-block font-mono text-label">{version.fingerprint}</span>,
            )}
          </dd>
          {version.clientId === null ? null : (
            <>
              <dt className="text-ink-3">{sharedLabel(fields) ?? text('console-credentials.client-id')}</dt>
              <dd>
                {text(
                  `console-credentials.client-id-use.${clientIdUse(version.clientId, props.hasDefaultClientId)}`,
                )}
              </dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
}

const sharedLabel = (fields: readonly FieldInfo[]): string | undefined =>
  fields.find(({ installationVariable }) => installationVariable !== undefined)?.label;

function Verdict({
  info,
  seen,
  busy,
}: {
  readonly info: CredentialInfo;
  readonly seen: string | null;
  readonly busy: boolean;
}) {
  const version = versionOf(info);
  const text = useTexts(consoleCredentials);
  if (busy) {
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-2">
        <LoaderCircle size={16} className="animate-spin" aria-hidden />
        {text('console-credentials.checking')}
      </span>
    );
  }
  if (version === null) return null;
  if (version.cause !== null)
    return <StatusPill state="rejected" words={text('console-credentials.rejected')} inRow />;
  if (!isVerified(info) || version.verifiedAt === null)
    return <StatusPill state="waiting" words={text('console-credentials.not-verified')} inRow />;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <StatusPill state="verified" words={text('console-credentials.verified')} inRow />
      <span className="text-label text-ink-3">
        {seen === null ? (
          <Instant at={version.verifiedAt} />
        ) : (
          filled(
            text('console-credentials.seen', { seen, when: slot(0) }),
            <Instant at={version.verifiedAt} />,
          )
        )}
      </span>
    </span>
  );
}

function FieldList({
  info,
  typed,
  errors,
  isClosed,
  hasDefaultClientId,
  onType,
}: CredentialCardProps & { readonly typed: Fields }) {
  const text = useTexts(consoleCredentials);
  const [typing, setTyping] = useState<string | null>(null);
  const words = useRenderer(validation);
  const faults = faultsOf(info, typed, typing);
  const set = (name: string, value: string): void => onType({ ...typed, [name]: value });
  return (
    <div className="flex flex-col gap-3">
      {info.form.fields.map((field) => {
        const { name, label, hint, secret } = field;
        const value = typed[name] ?? '';
        const cleaned = field.holds === 'host' && value !== '' ? cleanedHost(value) : value;
        const offer = hostOffer(field, value);
        const fault = faults[name];
        return (
          <div key={name} onFocus={() => setTyping(name)} onBlur={() => setTyping(null)}>
            <TextField
              label={label}
              value={value}
              type={secret ? 'password' : 'text'}
              autoComplete={secret ? 'new-password' : 'off'}
              closed={isClosed}
              onChange={(next) => set(name, next)}
              error={errors[name] ?? (fault === undefined ? undefined : words(fault))}
              hint={
                cleaned !== value
                  ? text('console-credentials.used-as', { host: cleaned })
                  : field.installationVariable !== undefined && hasDefaultClientId
                    ? text(`console-credentials.client-id-hint.${clientIdHint(value)}`)
                    : hint
              }
              note={
                secret && value !== ''
                  ? text('console-credentials.characters', { count: value.length })
                  : undefined
              }
            />
            {offer === null ? null : (
              <Button dense look="quiet" onClick={() => set(name, offer)}>
                {text('console-credentials.use', { host: offer })}
              </Button>
            )}
          </div>
        );
      })}
    </div>
  );
}
