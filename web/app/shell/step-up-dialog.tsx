import { useEffect, useState } from 'react';
import { onStepUpAsked } from '../../api/step-up.ts';
import { lazyPart } from '../../components/lazy-part.tsx';

const StepUpContent = lazyPart<{ readonly onEnd: (given: boolean) => void }>(
  () => import('./step-up-content.tsx'),
);

/** Asks for the password once more, over the page; then what was pressed is done. */
export function StepUpDialog() {
  const [answer, setAnswer] = useState<((given: boolean) => void) | null>(null);
  useEffect(() => onStepUpAsked((answered) => setAnswer(() => answered)), []);
  if (answer === null) return null;
  return (
    <StepUpContent
      onEnd={(given) => {
        answer(given);
        setAnswer(null);
      }}
    />
  );
}
