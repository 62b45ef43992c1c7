import { useEffect } from 'react';
import { useLocation } from '../../components/router.tsx';
import type { Integration } from '../../api/integrations.ts';
import type { Vendor } from '../../api/vendors.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleConnect } from '../../../messages/generated/console-connect.ts';
import { doneBefore } from '../set-up/set-up-progress.ts';
import { SetUpLayout } from '../set-up/set-up-layout.tsx';
import { connectPath } from '../set-up/set-up-steps.ts';

/** How to configure: three places one can jump to, each linkable. */
export function GuideStep({
  vendor,
  integration,
}: {
  readonly vendor: Vendor;
  readonly integration: Integration | null;
}) {
  const { hash } = useLocation();
  const text = useTexts(consoleConnect);
  const { title, sections } = vendor.guide;
  useEffect(() => {
    if (hash !== '') document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [hash]);
  return (
    <SetUpLayout
      step="guide"
      vendor={vendor.id}
      integrationId={integration?.id ?? null}
      done={doneBefore(integration)}
      title={title}
      foot={
        <LinkButton look="primary" to={connectPath(vendor.id, 'module')}>
          {text('console-connect.continue')}
        </LinkButton>
      }
    >
      <div className="flex max-w-2xl flex-col gap-6">
        <ul className="flex flex-col gap-1">
          {sections.map(({ anchor, title: words }) => (
            <li key={anchor}>
              <a href={`#${anchor}`} className="text-accent hover:underline">
                › {words}
              </a>
            </li>
          ))}
        </ul>
        {sections.map(({ anchor, title: words, text: explanation }) => (
          <section key={anchor} id={anchor} className="scroll-mt-16">
            <h2 className="mb-1 text-section font-semibold">{words}</h2>
            <p className="text-ink-2">{explanation}</p>
            {anchor === 'keys' ? <KeySteps vendor={vendor} /> : null}
          </section>
        ))}
      </div>
    </SetUpLayout>
  );
}

function KeySteps({ vendor }: { readonly vendor: Vendor }) {
  return (
    <div className="mt-3 flex flex-col gap-2">
      {[...vendor.credentialSets, ...vendor.psas.map((psa) => psa.credentialSet)].map(
        ({ set, name, steps, note }) => (
          <details key={set} className="rounded-card border border-line bg-surface px-4 py-2">
            <summary className="cursor-pointer font-medium">{name}</summary>
            <ol className="mt-2 list-decimal pl-5 text-ink-2">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            <p className="mt-2 text-ink-2">{note}</p>
          </details>
        ),
      )}
    </div>
  );
}
