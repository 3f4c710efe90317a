/** Which frames of videos are predicted without anybody asking. */
import { MOST_STEP, POLICY_CHOICES, type PolicyChoice } from "../model/video/policy";

interface Props {
  choice: PolicyChoice;
  step: string;
  fault: string | undefined;
  onChoice: (choice: PolicyChoice) => void;
  onStep: (step: string) => void;
}

export function VideoPolicyField({ choice, step, fault, onChoice, onStep }: Props) {
  return (
    <fieldset className="field" aria-describedby="video-policy-hint">
      <legend>Frames of videos that are predicted by themselves</legend>
      <div className="row">
        {POLICY_CHOICES.map((item) => (
          <label key={item.choice} className="check">
            <input
              type="radio"
              name="video-policy"
              checked={choice === item.choice}
              onChange={() => onChoice(item.choice)}
            />{" "}
            {item.name}
          </label>
        ))}
      </div>
      {choice === "some" && (
        <label className="field">
          <span>N, from 2 to {MOST_STEP.toLocaleString("en")}</span>
          <input
            value={step}
            inputMode="numeric"
            required
            pattern="[0-9]{1,5}"
            aria-invalid={fault !== undefined}
            onChange={(event) => onStep(event.target.value)}
          />
        </label>
      )}
      <p className="hint" id="video-policy-hint">
        It holds for videos that are uploaded from now on. Where every tenth frame or more are predicted, the
        boxes are linked into tracks.
      </p>
    </fieldset>
  );
}
