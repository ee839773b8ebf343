// Says on the page what went wrong with a passkey: the libraries only write to the console.
(function () {
  'use strict'
  function show (id) {
    const note = document.getElementById(id)
    if (note) note.hidden = false
  }
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    show('passkey-trouble')
  })
  if (!window.PublicKeyCredential) show('passkey-missing')
})()
