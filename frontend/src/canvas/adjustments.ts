/** Shows the picture brighter, with more contrast or another gamma: a filter of its layer, the pixels stay. */
import { filterOf } from "../model/viewSettings";
import { viewStore } from "../state/viewStore";

/** The id of the SVG filter that the stage holds. */
export const GAMMA_FILTER = "tandem-gamma";

/** Keep the layer's filter in step with the settings; returns how to stop. */
export function attachAdjustments(stage: HTMLElement, image: HTMLElement): () => void {
  const apply = () => {
    const { settings } = viewStore.getState();
    for (const part of stage.querySelectorAll(`#${GAMMA_FILTER} [exponent]`))
      part.setAttribute("exponent", String(Math.round(1000 / settings.gamma) / 1000));
    image.style.filter = filterOf(settings, GAMMA_FILTER);
  };
  apply();
  return viewStore.subscribe((state, before) => {
    if (state.settings !== before.settings) apply();
  });
}
