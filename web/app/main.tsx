import '@fontsource-variable/inter';
import '../styles/index.css';
import '../components/nonce.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { speakOneOf } from '../values/locale.ts';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
void speakOneOf(navigator.languages).then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
