#!/bin/bash
# The startup script of a VM in Google Cloud, as gcp/setup.sh sets it: fetches what is in the bucket, installs it, waits for the
# Kafka topic, and starts the connector. It runs as root each time the VM starts, so a new version or a new file takes a restart.
#
# The VM is called SURVEY-consumer, or SURVEY-consumer-TESTID for one that has a bucket and a topic of its own for tests.
# Its metadata may name other topics than the usual ones: PS_TOPIC_FORCE, KAFKA_TOPIC_FORCE.
# No password passes through here: the files in the bucket name its secret in Google Secret Manager, ${gcpsecret:…}.
#
# With DESTDIR all files go below that folder.
set -euo pipefail
# What fails inside $(…) fails the script, too.
shopt -s inherit_errexit

kafka_topic_default=alerts-simulated
root=${DESTDIR:-}
fetched=$root/var/lib/psconnect-bucket
config=$root/etc/psconnect

# What a script prints here, Google's guest agent puts into the journal and the serial console.
say() { echo "psconnect: $*"; }

main() {
  project=$(metadata project/project-id)
  vm=$(metadata instance/name)
  zone=$(metadata instance/zone)
  name_resources

  say "fetching gs://$bucket/psconnect"
  mkdir -p "$fetched" "$config"
  gcloud storage rsync --recursive --delete-unmatched-destination-objects "gs://$bucket/psconnect" "$fetched"
  bash "$fetched/install.sh" "$fetched"/*.tgz
  install -m 0644 "$fetched"/config/* "$config"
  write_environment
  show_topics

  say "waiting for the Kafka topic $kafka_topic"
  runuser -u psconnect -- env "${environment[@]}" "$root/opt/psconnect/node_modules/.bin/psconnect" topics \
    --command-config "$config/admin.properties" --wait "$kafka_topic"
  systemctl restart psconnect
  say "started; its log: journalctl -u psconnect"
}

metadata() {
  curl --silent --show-error --fail --retry 5 --retry-connrefused --header 'Metadata-Flavor: Google' \
    "http://metadata.google.internal/computeMetadata/v1/$1"
}

# An attribute of the VM, or else the default. What is not there must not look like what cannot be asked for.
attribute_or() {
  local names
  names=$(metadata instance/attributes/)
  if grep --quiet --line-regexp --fixed-strings "$1" <<<"$names"; then metadata "instance/attributes/$1"; else echo "$2"; fi
}

name_resources() {
  local survey=${vm%%-*} testid=''
  if [ "$vm" != "$survey-consumer" ]; then testid=-${vm##*-}; fi
  bucket=$project-$survey-broker_files$testid
  kafka_topic=$(attribute_or KAFKA_TOPIC_FORCE "$kafka_topic_default")
  ps_topic=$(attribute_or PS_TOPIC_FORCE "$survey-alerts$testid")
}

# What ${env:NAME} in the files stands for.
write_environment() {
  environment=("PROJECT_ID=$project" "KAFKA_TOPIC=$kafka_topic" "PS_TOPIC=$ps_topic")
  printf '%s\n' "${environment[@]}" >"$config/environment"
}

# For people who look at the VM in the console; nothing depends on it.
show_topics() {
  gcloud compute instances add-metadata "$vm" --zone="${zone##*/}" \
    --metadata="PS_TOPIC=$ps_topic,KAFKA_TOPIC=$kafka_topic" || say "the VM's metadata do not show its topics"
}

main
