/** Chooses the page for the address. */
export function App() {
  return <main>Tandem</main>;
}
