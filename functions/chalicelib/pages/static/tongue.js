document.cookie=`ngon_ngu=${document.documentElement.lang};Path=/;Max-Age=2592000;SameSite=Lax`;
