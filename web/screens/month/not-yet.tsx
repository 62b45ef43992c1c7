import { useClosed } from '../../api/session.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { usePartTexts } from './part-texts.ts';
import ThreeSteps from './three-steps.tsx';

/** Shown before anything is connected. */
export default function NotYet() {
  const text = usePartTexts();
  const closed = useClosed()('connect');
  return (
    <div className="flex flex-col items-start gap-4">
      <ThreeSteps />
      <LinkButton look="primary" to="/integrations" reason={closed}>
        {text('console-month-parts.connect')}
      </LinkButton>
    </div>
  );
}
