// Starts the shop's statistics programs within an empty frame: they see this page's address and title, and no other's.
const { google, baidu, path } = document.body.dataset;

const load = (address) => {
  const script = document.createElement("script");
  script.async = true;
  script.src = address;
  document.head.append(script);
};

if (google) {
  window.dataLayer = [];
  window.gtag = function () {
    window.dataLayer.push(arguments);
  };
  window.gtag("consent", "default", {
    ad_storage: "denied",
    ad_user_data: "denied",
    ad_personalization: "denied",
    analytics_storage: "granted",
  });
  window.gtag("js", new Date());
  window.gtag("config", google, {
    allow_google_signals: false,
    allow_ad_personalization_signals: false,
    cookie_domain: location.hostname,
    cookie_path: path,
    page_referrer: "",
  });
  load(`https://www.googletagmanager.com/gtag/js?id=${google}`);
}

if (baidu) {
  window._hmt = [];
  load(`https://hm.baidu.com/hm.js?${baidu}`);
}
