import { type ReactNode, useEffect } from 'react';
import { useLocation } from '../../components/router.tsx';
import { figures } from '../../../contracts/api/figures.ts';
import { usageKinds } from '../../../contracts/api/usage.ts';
import { kindMeaning } from '../../components/kind-meaning.ts';
import { useWords } from '../../components/words.ts';
import { KindMark } from '../../components/kind-mark.tsx';
import { Page } from '../../components/page.tsx';
import { commonText } from '../../values/common-texts.ts';
import { figureMeaning, figureName } from '../../values/figure-words.ts';

/** What each kind and each figure of money means; the address names one: `/glossary#increase`. */
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
          <Entry key={kind} id={kind} hash={hash} name={<KindMark kind={kind} inRow />}>
            {kindMeaning(kind, words)}
          </Entry>
        ))}
        {figures.map((figure) => (
          <Entry key={figure} id={figure} hash={hash} name={figureName(figure)}>
            {figureMeaning(figure)}
          </Entry>
        ))}
      </dl>
    </Page>
  );
}

function Entry({
  id,
  hash,
  name,
  children,
}: {
  readonly id: string;
  readonly hash: string;
  readonly name: ReactNode;
  readonly children: string;
}) {
  return (
    <div
      id={id}
      className={`grid items-baseline gap-x-6 rounded-control p-2 sm:col-span-2 sm:grid-cols-subgrid ${hash === `#${id}` ? 'bg-selected' : ''}`}
    >
      <dt>{name}</dt>
      <dd className="text-ink-2">{children}</dd>
    </div>
  );
}
