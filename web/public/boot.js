// Before anything is painted: the theme a person chose, so that no other one flashes first. A file of its own,
// since the policy allows no inline script.
(function boot() {
  // The policy forbids making code from text; zod would try once and be reported.
  globalThis.__zod_globalConfig = { jitless: true };
  try {
    const chosen = JSON.parse(localStorage.getItem('seatwise.appearance') ?? '{}');
    const root = document.documentElement;
    if (chosen.theme === 'light' || chosen.theme === 'dark') root.dataset.theme = chosen.theme;
    if (chosen.density === 'comfortable') root.dataset.density = 'comfortable';
  } catch {
    // Storage is closed or holds something else: the system's theme is right then.
  }
})();
