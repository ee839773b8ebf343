// Sends a chosen file in parts that go on where they broke off. Without this script the form sends it in one post.
(() => {
  "use strict";
  const post = (url, token, body, headers = {}) =>
    fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token, ...headers } });

  const fields = (pairs) => {
    const data = new FormData();
    Object.entries(pairs).forEach(([name, value]) => data.append(name, value));
    return data;
  };

  const sendFile = async (form, file, tell) => {
    const token = form.elements.csrfmiddlewaretoken.value;
    const cost = form.elements.cost.value;
    const begun = await post(form.dataset.upload, token, fields({
      requirement: form.elements.requirement.value, cost, name: file.name, size: file.size, stamp: file.lastModified,
    }));
    const answer = await begun.json();
    if (!begun.ok) return { error: answer.error };
    const address = `${form.dataset.upload}${answer.upload}/`;
    let received = answer.received;
    let tries = 0;
    while (received < file.size) {
      tell(Math.floor((received / file.size) * 100));
      const slice = file.slice(received, received + answer.part);
      try {
        const sent = await post(address, token, slice, { "Upload-Offset": String(received), "Content-Type": "application/octet-stream" });
        const said = await sent.json();
        if (!sent.ok && said.received === undefined) return { error: said.error };
        if (!sent.ok && said.received === received && ++tries > 5) return { error: said.error };
        received = said.received;
      } catch {
        if (++tries > 5) return { error: form.dataset.broken };
        await new Promise((done) => setTimeout(done, 1000 * tries));
      }
    }
    tell(100);
    const finished = await post(`${address}finish/`, token, fields({ cost }));
    return finished.ok ? { html: await finished.text() } : { error: form.dataset.broken };
  };

  const onChosen = async (input) => {
    const form = input.form;
    const place = form.closest("[data-document]");
    const told = place.querySelector("[data-told]");
    const bar = form.querySelector("progress");
    const files = [...input.files];
    let html = "";
    input.disabled = true;
    bar.hidden = false;
    for (const file of files) {
      const result = await sendFile(form, file, (percent) => {
        bar.value = percent;
        told.textContent = form.dataset.sending.replace("{name}", file.name).replace("{percent}", percent);
      });
      if (result.error) {
        told.textContent = `${file.name}: ${result.error}`;
        place.classList.add("has-error");
        input.disabled = false;
        input.value = "";
        bar.hidden = true;
        return;
      }
      html = result.html;
    }
    if (html) {
      const holder = document.createElement("template");
      holder.innerHTML = html.trim();
      place.replaceWith(holder.content.firstElementChild);
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("form[data-upload] input[type=file]") && event.target.files.length) onChosen(event.target);
  });
})();
