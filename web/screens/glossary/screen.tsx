import { useEffect } from 'react';
import { useLocation } from '../../components/router.tsx';
import { usageKinds } from '../../../contracts/api/usage.ts';
import { kindMeaning } from '../../components/kind-meaning.ts';
import { useWords } from '../../components/words.ts';
import { KindMark } from '../../components/kind-mark.tsx';
import { Page } from '../../components/page.tsx';
import { commonText } from '../../values/common-texts.ts';

/** What each kind means and what to do about it; the address names one: `/glossary#increase`. */
export default function Screen() {
  const words = useWords();
  const { hash } = useLocation();
  useEffect(() => {
    if (hash !== '')
      document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView({ block: 'center' });
  }, [hash]);
  return (
    <Page title={commonText('console-common.glossary')}>
      <dl className="grid max-w-3xl gap-x-6 gap-y-1 sm:grid-cols-[14rem_1fr]">
        {usageKinds.map((kind) => (
          <div
            key={kind}
            id={kind}
            className={`grid items-baseline gap-x-6 rounded-control p-2 sm:col-span-2 sm:grid-cols-subgrid ${hash === `#${kind}` ? 'bg-selected' : ''}`}
          >
            <dt>
              <KindMark kind={kind} inRow />
            </dt>
            <dd className="text-ink-2">{kindMeaning(kind, words)}</dd>
          </div>
        ))}
      </dl>
    </Page>
  );
}
